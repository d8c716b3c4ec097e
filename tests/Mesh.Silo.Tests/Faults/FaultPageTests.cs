using Mesh.Testing;
using Mesh.Testing.Faults;

namespace Mesh.Silo.Tests.Faults;

public sealed class FaultPageTests
{
    [Fact]
    public async Task Page_HoldsTheRowOfEveryFaultAndNoOther()
    {
        var page = await File.ReadAllLinesAsync(Path.Combine(TestData.Root, "docs", "faults.md"));

        // Left of the results stands in plain words what the upstream does.
        var rows = page.Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split(" | ")).Select(c => $"{c[0]} | {c[2]} | {c[3]}");
        var wanted = FaultTable.Rows.Select(r => $"`{FaultNames.Of(r.Fault)}` | {r.Whole.Told()} | {(r.Streamed == r.Whole ? "the same" : r.Streamed.Told())}");

        Assert.Equal(wanted, rows);
    }
}
