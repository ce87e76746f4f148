import assert from "node:assert/strict";
import { normsCsv, tensorsCsv } from "../../../../src/ui/editor/csv";
import { norm, parameter } from "../samples";

describe("tables as CSV", () => {
  it("has a line a tensor", () => {
    const tensor = { dtype: "float32", shape: [2, 3], bytes: 24, role: null, closed: null };
    const csv = tensorsCsv([
      { ...tensor, name: 'a,"b"\n' },
      { ...tensor, name: "=1+1", shape: [], closed: "its values are blocks" },
    ]);
    assert.equal(
      csv,
      'name,dtype,shape,bytes,role,closed\r\n"a,""b""\n",float32,2x3,24,,\r\n\'=1+1,float32,,24,,its values are blocks\r\n',
    );
  });

  it("has a line a layer, with as many fields as the head", () => {
    const [head, line] = normsCsv([
      norm({
        weight: parameter([1, Number.NaN]),
        bias: null,
        findings: [{ code: "NRM901", severity: "error", message: "NaN" }],
      }),
    ]).split("\r\n");
    assert.equal(line!.split(",").length, head!.split(",").length);
    assert.match(line!, /^bn1,batch,certain,4,,,1200,-0\.2,/);
    assert.match(line!, /,NRM901$/);
  });
});
