using System.Diagnostics;
using System.Globalization;

namespace Mesh.Load.Reports;

/// <summary>Runs the commands one after the other and writes what they print between the markers of a page.</summary>
internal static class ReportCommand
{
    /// <summary>Exit code 1 when the bound of a command did not hold, 2 when the page lacks a marker.</summary>
    /// <param name="page">The page.</param>
    /// <param name="only">Names of the parts wanted, separated by commas; null for all.</param>
    /// <param name="portkey">Folder of Portkey's gateway for the comparison.</param>
    public static async Task<int> RunAsync(string page, string? only, string? portkey)
    {
        var wanted = only?.Split(',');
        var worst = 0;
        foreach (var section in ReportSection.All.Where(s => wanted is null || wanted.Contains(s.Name)))
        {
            string[] arguments = section.Name == "proxy" && portkey is not null ? [.. section.Arguments, "--portkey", portkey] : section.Arguments;
            Console.WriteLine($"{section.Name} …");
            var load = LoadAverage();
            var (code, words) = await RunAsync(arguments);
            worst = Math.Max(worst, code);
            if (!Write(page, section, words, string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} processors, load before {load}, bounds {(code == 0 ? "held" : "not all held")}")))
            {
                Console.Error.WriteLine($"'{page}' lacks the lines '{Begin(section)}' and '{End(section)}'.");
                return 2;
            }
        }

        return worst;
    }

    private static async Task<(int Code, string Words)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ReportCommand).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var words = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, words.Trim());
    }

    private static bool Write(string page, ReportSection section, string words, string when)
    {
        var text = File.ReadAllText(page);
        var from = text.IndexOf(Begin(section), StringComparison.Ordinal);
        var to = text.IndexOf(End(section), StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            return false;
        }

        var body = section.IsMarkdown ? words : $"```\n{words}\n```";
        File.WriteAllText(page, $"{text[..(from + Begin(section).Length)]}\n{when}\n\n{body}\n{text[to..]}");
        return true;
    }

    private static string Begin(ReportSection section) => $"<!-- begin {section.Name} -->";

    private static string End(ReportSection section) => $"<!-- end {section.Name} -->";

    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
