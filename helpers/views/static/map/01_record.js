/* The record as the map and the explorers use it: tables become records, changes become days.
   Nothing here draws. Data and words come from helpers/views/webmap_data.py. */
"use strict";

var ControlMap = window.ControlMap || {};

{
  const DAY = 864e5;

  /** A packed table as a list of records. */
  function unpack(table) {
    const { columns, levels, rows } = table;
    return rows.map((cells) => {
      const record = {};
      columns.forEach((column, k) => {
        const words = levels[column];
        record[column] = words ? words[cells[k]] : cells[k];
      });
      return record;
    });
  }

  /** A row of days from its changes: [0, 0, 2, 1] is 0, 0, 1, 1, ... */
  function expand(changes, days) {
    const row = new Uint8Array(days);
    for (let k = 0; k < changes.length; k += 2) row.fill(changes[k + 1], changes[k]);
    return row;
  }

  /** Values of a list gathered under the keys that `keyOf` gives. */
  function gather(list, keyOf) {
    const groups = new Map();
    for (const item of list) {
      const key = keyOf(item);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(item);
    }
    return groups;
  }

  /** Dates in words. */
  function calendar(words, start) {
    const first = Date.parse(start + "T00:00:00Z");
    const dateOf = (day) => new Date(first + day * DAY);
    function when(day, year) {
      const date = dateOf(day);
      const text = date.getUTCDate() + " " + words.months[date.getUTCMonth()];
      return year || date.getUTCFullYear() !== 2021 ? text + " " + date.getUTCFullYear() : text;
    }
    return {
      when,
      span: (lo, hi) => (lo === hi ? when(lo) : when(lo) + " to " + when(hi)),
      iso: (day) => dateOf(day).toISOString().slice(0, 10),
      number: (iso) => Math.round((Date.parse(iso + "T00:00:00Z") - first) / DAY),
      month: (day) => dateOf(day).getUTCMonth(),
    };
  }

  /** Who held each place on each day, by reading. */
  function holders(data, words) {
    const days = data.days.count;
    const held = {};
    const posts = {};
    for (const reading of words.readings) {
      held[reading] = data.held[reading].map((changes) => expand(changes, days));
      posts[reading] = data.crossingsHeld[reading].map((changes) => expand(changes, days));
    }
    return { held, posts };
  }

  /** How much of something the Taliban held each day: districts, or people where `weights` says. */
  function sums(rows, days, weights) {
    const total = new Float64Array(days);
    rows.forEach((row, i) => {
      const weight = weights ? weights[i] : 1;
      for (let day = 0; day < days; day++) if (row[day] % 3 === 2) total[day] += weight;
    });
    return total;
  }

  /** The series of one number in each reading, with the band between them. */
  function series(words, of) {
    const byReading = {};
    for (const reading of words.readings) byReading[reading] = of(reading);
    return byReading;
  }

  function bandOf(byReading, day) {
    const values = Object.values(byReading).map((row) => row[day]);
    return [Math.min(...values), Math.max(...values)];
  }

  /** The numbers that stand above the map. */
  function numbers(data, words, held, districts) {
    const days = data.days.count;
    const found = [{
      name: "districts",
      series: series(words, (reading) => sums(held[reading], days)),
      of: districts.length,
    }];
    if (data.people) {
      found.push({
        name: "people",
        series: series(words, (reading) => sums(held[reading], days, data.people)),
        of: data.people.reduce((a, b) => a + b, 0),
      });
    }
    if (data.cutOff) {
      found.push({ name: "capitals", series: data.cutOff.counts, of: data.cutOff.of });
    }
    for (const number of found) {
      number.worlds = data.worlds ? data.worlds[number.name] || null : null;
      number.band = (day) => (number.worlds
        ? [number.worlds.lo[day], number.worlds.hi[day]] : bandOf(number.series, day));
    }
    return found;
  }

  /** Reports that no event rests on, by place. */
  function others(events, reports) {
    const used = new Set(events.flatMap((event) => event.reports));
    // some numbers are still missing where pieces have not come: filter leaves them out
    const left = reports.filter((report, r) => report.place && !used.has(r));
    return gather(left, (report) => report.place);
  }

  /** The whole record, ready for use. */
  ControlMap.record = function (data) {
    const words = data.words;
    const tables = {};
    for (const name of ["districts", "capitals", "roads", "crossings", "events"]) tables[name] = unpack(data[name]);
    const { districts, events } = tables;
    districts.forEach((district, i) => {
      district.number = i;
      district.shape = data.shapes[i];
      district.at = [district.lat, district.lon];
      district.firstWord = data.firstWord[i];
    });
    const { held, posts } = holders(data, words);
    const numberOf = new Map(districts.map((district, i) => [district.pcode, i]));

    function code(i, reading, day) {
      const found = held[reading][i][day];
      const word = districts[i].firstWord;
      // ASSUMED: nobody has spoken of it yet, so the record takes it for the government's
      return found % 3 === 0 && (word === null || day < word) ? ControlMap.ASSUMED : found;
    }
    const record = {
      ...tables, data, words, held, posts, numberOf, code,
      days: data.days,
      dates: calendar(words, data.days.start),
      numbers: numbers(data, words, held, districts),
      eventsOf: gather(events, (event) => event.place),
      reports: [], sources: [], bounded: {}, othersOf: new Map(), baselineOf: new Map(), told: new Set(),
    };
    // a notebook carries all in one; the site sends what popups say in pieces, by province
    if (data.reports) tell(record, data);
    record.isTold = (piece) => Boolean(data.reports) || record.told.has(piece);
    return record;
  };

  /** Put in what popups say: reports, the pages that they stand on, and why each event has its day. */
  function tell(record, later, piece) {
    // in a piece a row bears its number in the whole record
    for (const name of ["reports", "sources"]) {
      unpack(later[name]).forEach((one, k) => { record[name][one.number ?? k] = one; });
    }
    Object.assign(record.bounded, later.bounded);
    for (const [k, reason] of later.reasons || []) record.events[k].reason = reason;
    // by place: a place lies in one piece
    record.othersOf = others(record.events, record.reports);
    for (const [place, rows] of gather(unpack(later.baseline), (row) => row.place)) record.baselineOf.set(place, rows);
    record.told.add(piece);
  }

  /** The piece that tells of a place: a province's, or that of the roads. */
  function pieceOf(record, place) {
    const post = record.crossings.find((one) => one.id === place);
    const pcode = post ? record.districts[post.district].pcode : place;
    return record.numberOf.has(pcode) ? pcode.slice(0, 4).toLowerCase() : "roads";
  }

  /** A function that fetches a piece, once. */
  function teller(record) {
    const coming = new Map();
    function fetched(piece) {
      return new Promise((done, failed) => {
        const node = document.createElement("script");
        node.src = record.data.later.replace("{}", piece);
        node.onload = () => {
          tell(record, ControlMap.data[node.src.split("/").pop().replace(/\.js$/, "")], piece);
          done();
        };
        // asked again where it failed
        node.onerror = () => { coming.delete(piece); failed(new Error("the reports did not come")); };
        document.head.append(node);
      });
    }
    return (piece) => {
      if (record.isTold(piece)) return Promise.resolve();
      if (!coming.has(piece)) coming.set(piece, fetched(piece));
      return coming.get(piece);
    };
  }

  // codes of a holder: 0 government, 1 contested, 2 Taliban; 3 to 5 the same on one origin
  ControlMap.ASSUMED = 6;
  ControlMap.holder = (code) => code % 3;
  ControlMap.isWeak = (code) => code > 2 && code < 6;
  ControlMap.unpack = unpack;
  ControlMap.pieceOf = pieceOf;
  ControlMap.teller = teller;
  ControlMap.gather = gather;
}
