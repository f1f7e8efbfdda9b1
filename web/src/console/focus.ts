import type { ObjectDirective } from 'vue';

/** Where one begins to type: at once where a step replaces another, and by `autofocus` when a dialog opens. */
export const vFocus: ObjectDirective<HTMLElement> = {
  created(element) {
    element.setAttribute('autofocus', '');
  },
  mounted(element) {
    element.focus();
  },
};
