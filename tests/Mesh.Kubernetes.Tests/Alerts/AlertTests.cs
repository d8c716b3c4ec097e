using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Testing;
using Mesh.Testing.Programs;

namespace Mesh.Kubernetes.Tests.Alerts;

/// <summary>The files of this folder say when each alert fires and when not; promtool runs them.</summary>
public sealed class AlertTests : IDisposable
{
    private static readonly string s_files = Path.Combine(TestData.Root, "tests", "Mesh.Kubernetes.Tests", "Alerts");
    private static readonly string[] s_severities = ["page", "ticket"];
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-alerts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ProgramFact("kubectl", "promtool")]
    public async Task Rules_All_AreValidAndFireAsTheFilesSay()
    {
        var (valid, says) = await RunAsync(AlertRules.Read(), "check", "rules", "rules.yaml");
        var (code, output) = await TestAsync(AlertRules.Read());

        Assert.True(valid == 0, says);
        Assert.True(code == 0, output);
    }

    // What promtool says of an alert that should have fired, and of one that should not.
    [ProgramTheory("kubectl", "promtool")]
    [InlineData("meshsilo_none", @"alertname: (\w+), time: \w+,\s+exp:\[\s*0:")]
    [InlineData("vector(1)", @"alertname: (\w+), time: \w+,\s+exp:\[\]")]
    public async Task Files_AlertsThatNeverOrAlwaysFire_AreNoticedEachByItsName(string expression, string noticed)
    {
        var rules = AlertRules.Read();
        foreach (var rule in AlertRules.Of(rules).Where(r => AlertRules.AlertOf(r) is not null))
        {
            rule["expr"] = expression;
            rule.AsObject().Remove("for");
        }

        var (_, output) = await TestAsync(rules);

        Assert.Equal(
            AlertRules.Of(rules).Select(AlertRules.AlertOf).OfType<string>().Order(),
            Regex.Matches(output, noticed).Select(m => m.Groups[1].Value).Distinct().Order());
    }

    [ProgramFact("kubectl")]
    public void Alerts_All_SayHowUrgentTheyAreAndWhatToDo()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Root, "docs", "kubernetes.md"));
        foreach (var rule in AlertRules.Of(AlertRules.Read()).Where(r => AlertRules.AlertOf(r) is not null))
        {
            var name = AlertRules.AlertOf(rule)!;
            Assert.Contains(rule["labels"]!["severity"]!.GetValue<string>(), s_severities);
            Assert.False(string.IsNullOrWhiteSpace(rule["annotations"]!["summary"]!.GetValue<string>()), name);
            Assert.Equal($"docs/kubernetes.md#{name.ToLowerInvariant()}", rule["annotations"]!["runbook"]!.GetValue<string>());
            Assert.Contains($"\n### {name}\n", page, StringComparison.Ordinal);
        }
    }

    private Task<(int Code, string Output)> TestAsync(JsonNode rules)
    {
        var files = Directory.GetFiles(s_files, "*.yaml");
        files.ToList().ForEach(f => File.Copy(f, Path.Combine(_folder, Path.GetFileName(f)), overwrite: true));
        return RunAsync(rules, ["test", "rules", .. files.Select(f => Path.GetFileName(f))]);
    }

    private async Task<(int Code, string Output)> RunAsync(JsonNode rules, params string[] arguments)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "rules.yaml"), rules.ToJsonString());
        return await ExternalProgram.RunAsync(ExternalProgram.Find("promtool")!, arguments, _folder);
    }
}
