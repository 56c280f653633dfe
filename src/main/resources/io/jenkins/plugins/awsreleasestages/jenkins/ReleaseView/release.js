// The page follows its run: it asks whether anything has changed, and shows it without losing what is being typed.
Behaviour.specify(".aws-release", "aws-release", 0, function (page) {
  const EVERY = 5000;
  // The times that stages have taken grow without anything being changed.
  const TIMES_EVERY = 60000;

  function parts() {
    return page.querySelector(".aws-release__parts");
  }

  if (page.dataset.followed || parts().dataset.building !== "true") {
    return;
  }
  page.dataset.followed = "true";
  const keptNote = page.querySelector(".aws-release__kept");
  let shownAt = Date.now();

  function isTyped(field) {
    if (field.type === "hidden" || field.type === "submit") {
      return false;
    }
    if (field.options) {
      return Array.from(field.options).some((option) => option.selected !== option.defaultSelected);
    }
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  }

  function isInUse(part) {
    const focused = document.activeElement;
    return (
      (part.contains(focused) && focused.closest("form") !== null) ||
      Array.from(part.querySelectorAll("input, textarea, select")).some(isTyped)
    );
  }

  function summaries(part) {
    return Array.from(part.querySelectorAll("details > summary"));
  }

  function replace(old, now) {
    const open = summaries(old)
      .filter((summary) => summary.parentElement.open)
      .map((summary) => summary.textContent);
    summaries(now)
      .filter((summary) => open.includes(summary.textContent))
      .forEach((summary) => (summary.parentElement.open = true));
    old.replaceWith(now);
    Behaviour.applySubtree(now, true);
  }

  // A part in which somebody types stays as it is, and that is said.
  function show(now) {
    let kept = false;
    const known = parts();
    const names = Array.from(now.children).map((part) => part.id);
    Array.from(known.children)
      .filter((part) => !names.includes(part.id))
      .forEach((part) => {
        if (isInUse(part)) {
          kept = true;
        } else {
          part.remove();
        }
      });
    let before = null;
    Array.from(now.children).forEach((part) => {
      const old = Array.from(known.children).find((one) => one.id === part.id);
      if (!old) {
        known.insertBefore(part, before ? before.nextSibling : known.firstChild);
        Behaviour.applySubtree(part, true);
        before = part;
      } else if (isInUse(old)) {
        kept = true;
        before = old;
      } else {
        replace(old, part);
        before = part;
      }
    });
    known.dataset.digest = now.dataset.digest;
    shownAt = Date.now();
    keptNote.hidden = !kept;
  }

  function fetched(address) {
    return fetch(address, { cache: "no-store" }).then((answer) => {
      if (!answer.ok) {
        throw new Error(answer.status);
      }
      return answer.text();
    });
  }

  function showNow() {
    return fetched("now" + window.location.search).then((text) => {
      show(new DOMParser().parseFromString(text, "text/html").querySelector(".aws-release__parts"));
    });
  }

  function isOld(state) {
    const isLeft = !keptNote.hidden && !Array.from(parts().children).some(isInUse);
    return isLeft || state.digest !== parts().dataset.digest || Date.now() - shownAt > TIMES_EVERY;
  }

  function ask() {
    fetched(page.dataset.state)
      .then((text) => {
        const state = JSON.parse(text);
        return (isOld(state) ? showNow() : Promise.resolve()).then(() => state.building);
      })
      // Jenkins restarts, or cannot be reached: it is asked again. Not so where it does not know us or the run any more.
      .catch((problem) => !["401", "403", "404"].includes(problem.message))
      .then((goesOn) => {
        if (goesOn) {
          setTimeout(ask, EVERY);
        }
      });
  }

  setTimeout(ask, EVERY);
});
