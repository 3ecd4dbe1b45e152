"""Reports to text. Renderers return strings; they never print."""
