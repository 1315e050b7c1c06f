import time

print("printed", time.time())
