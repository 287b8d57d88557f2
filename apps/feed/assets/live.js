/* global document, window, EventSource */
// Says how many entries are new. Never moves the text: the reader decides when to look.
(function () {
  var place = document.getElementById('live');
  if (!place || !window.EventSource) return;
  var words = place.dataset;
  var shown = Number(words.index);
  var fresh = {};
  var source = new EventSource(words.events);
  source.addEventListener('entry', function (message) {
    var index = Number(message.lastEventId);
    // What the page already shows is sent again after a reconnection.
    if (!(index > shown) || fresh[index]) return;
    fresh[index] = true;
    var count = Object.keys(fresh).length;
    var link = document.createElement('a');
    link.href = words.href;
    link.textContent = words.show;
    place.textContent = (count === 1 ? words.one : words.many.replace('{n}', count)) + ' – ';
    place.appendChild(link);
  });
  window.addEventListener('pagehide', function () {
    source.close();
  });
})();
