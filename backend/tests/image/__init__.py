"""The container image, built by `npm run test:image` or `npm test` and run as a container would be."""
