import time

print("printed", time.time())
while True:
    pass
