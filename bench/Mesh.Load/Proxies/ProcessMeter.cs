using System.Globalization;

namespace Mesh.Load.Proxies;

/// <summary>Reads what a process has used from <c>/proc</c> (proc(5)).</summary>
internal static class ProcessMeter
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const double TicksASecond = 100;

    /// <summary>Processor seconds so far, in user and kernel.</summary>
    public static double CpuSeconds(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksASecond;
    }

    /// <summary>Resident memory now in MB.</summary>
    public static double ResidentMegabytes(int process) =>
        Number(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
