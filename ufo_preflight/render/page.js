const copies = document.querySelectorAll("pre.copy");
for (const block of copies) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      button.textContent = "Selected, press Ctrl+C";
    }
  });
  block.before(button);
}
const folds = [...document.querySelectorAll("details")];
const all = document.createElement("button");
all.type = "button";
const label = () => { all.textContent = folds.every((fold) => fold.open) ? "Fold all" : "Unfold all"; };
all.addEventListener("click", () => {
  const open = !folds.every((fold) => fold.open);
  for (const fold of folds) fold.open = open;
});
for (const fold of folds) fold.addEventListener("toggle", label);
label();
document.getElementById("checks").after(all);
let closed = [];
addEventListener("beforeprint", () => {
  closed = folds.filter((fold) => !fold.open);
  for (const fold of closed) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of closed) fold.open = false;
});
const reveal = () => {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
};
addEventListener("hashchange", reveal);
reveal();
