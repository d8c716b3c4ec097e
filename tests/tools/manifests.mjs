// Checks Kubernetes objects, given as a JSON array on stdin, against the schemas of kubernetes-models: values by the compiled
// validators, unknown fields by TypeScript's check of literals. Prints one line a fault.
import { readFileSync } from "node:fs";
import ts from "typescript";

const packages = {
  "cert-manager.io": "@kubernetes-models/cert-manager",
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

const moduleOf = ({ apiVersion, kind }) => `${packages[apiVersion.split("/")[0]] ?? "kubernetes-models"}/${apiVersion}/${kind}`;
const nameOf = (object) => `${object.kind}/${object.metadata?.name}`;

async function faultyValues(object) {
  try {
    const model = (await import(moduleOf(object)))[object.kind];
    new model(object).validate();
    return [];
  } catch (fault) {
    return [`${nameOf(object)}: ${fault.message}`];
  }
}

function unknownFields(objects) {
  const file = "manifests.ts";
  const source = objects.map((o, i) => `import type { I${o.kind} as T${i} } from "${moduleOf(o)}"; export const o${i}: T${i} = ${JSON.stringify(o)};`).join("\n");
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(file, source, options.target) : getSourceFile(name, ...rest));
  host.fileExists = (name) => name === file || fileExists(name);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map((d) => {
    const object = objects[d.file?.getLineAndCharacterOfPosition(d.start).line ?? 0];
    return `${nameOf(object)}: ${ts.flattenDiagnosticMessageText(d.messageText, " ")}`;
  });
}

const objects = JSON.parse(readFileSync(0, "utf8"));
const faults = [...(await Promise.all(objects.map(faultyValues))).flat(), ...unknownFields(objects)];
faults.forEach((fault) => console.log(fault));
