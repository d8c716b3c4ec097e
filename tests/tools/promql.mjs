// Reads PromQL expressions, given as a JSON array on stdin, and prints for each what it asks for: its selectors with their
// labels, the labels that it groups by, and whether it can be read at all.
import { readFileSync } from "node:fs";
import { parser } from "@prometheus-io/lezer-promql";

function read(expression) {
  const selectors = [];
  const grouped = [];
  let error = null;
  parser.parse(expression).iterate({
    enter(node) {
      const text = expression.slice(node.from, node.to);
      if (node.type.isError) error ??= `cannot be read at ${node.from}`;
      else if (node.name === "VectorSelector") selectors.push({ metric: null, labels: [] });
      else if (node.name === "Identifier" && node.node.parent.name === "VectorSelector") selectors.at(-1).metric = text;
      else if (node.name === "LabelName" && node.node.parent.name === "GroupingLabels") grouped.push(text);
      else if (node.name === "LabelName") selectors.at(-1).labels.push(text);
    },
  });
  return { expression, selectors, grouped, error };
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
