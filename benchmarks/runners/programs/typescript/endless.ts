const now: number = performance.timeOrigin + performance.now();
console.log("printed", now);
for (;;);
