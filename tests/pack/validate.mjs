// What the Khronos glTF validator says of every GLB of a packed fair. Run in a folder with `npm install gltf-validator`:
//   node validate.mjs FAIR

import fs from "node:fs";
import path from "node:path";
import validator from "gltf-validator";

const root = path.join(process.argv[2], "pieces");
const files = fs.readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".glb"));
let errors = 0;
for (const file of files) {
  const place = path.join(root, file);
  const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(place)), {
    uri: file,
    externalResourceFunction: async (uri) => new Uint8Array(fs.readFileSync(path.join(path.dirname(place), uri))),
  });
  errors += report.issues.numErrors;
  for (const one of report.issues.messages.filter((one) => one.severity === 0)) {
    console.log(`${file}${one.pointer}: ${one.code}: ${one.message}`);
  }
}
console.log(`${files.length} files, ${errors} errors`);
process.exitCode = errors ? 1 : 0;
