// A list of credentials or of kinds takes no name from its form: it gets that of the entry around it.
Behaviour.specify(".aws-named-field", "aws-named-field", 0, function (field) {
  const list = field.querySelector("select");
  if (list) {
    list.setAttribute("aria-label", field.dataset.name);
  }
});
