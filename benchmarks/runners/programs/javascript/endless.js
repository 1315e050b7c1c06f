console.log("printed", performance.timeOrigin + performance.now());
for (;;);
