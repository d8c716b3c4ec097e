using Mesh.Cluster.Tests.Processes;

namespace Mesh.Cluster.Tests;

public sealed class ShellTests
{
    [ProgramFact("shellcheck")]
    public async Task Scripts_OfTheRepository_AreWhatTheirCheckerWants()
    {
        string[] scripts = [.. Directory.GetFiles(Repository.File("scripts"), "*.sh"), Repository.File("test.sh"), Repository.File(".ci/run")];

        await using var check = RunningProcess.Start("shellcheck", scripts);

        Assert.True(await check.EndAsync() == 0, check.Output);
    }
}
