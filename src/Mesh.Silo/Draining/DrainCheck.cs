using System.Globalization;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Draining;

/// <summary>Whether the times of a stop fit into each other: notice and drain end before the process must, and that before the platform kills it.</summary>
internal static class DrainCheck
{
    private const double Longest = 86_400;

    /// <summary>Every reason not to start.</summary>
    public static IEnumerable<string> Run(MeshSettings settings)
    {
        (string Option, double Seconds)[] all = [("--drain-notice", settings.DrainNotice), ("--drain", settings.Drain), ("--shutdown", settings.Shutdown), ("--pod-grace", settings.PodGrace)];
        var wrong = all.Where(o => o.Seconds is not (>= 0 and <= Longest)).Select(o => $"{o.Option}: {Text(o.Seconds)} is out of range. Write seconds from 0 to {Text(Longest)}.").ToArray();
        return wrong.Length > 0 ? wrong : Order(settings);
    }

    private static IEnumerable<string> Order(MeshSettings settings)
    {
        var drained = settings.DrainNotice + settings.Drain;
        if (drained >= settings.Shutdown)
        {
            yield return $"--shutdown: {Text(settings.Shutdown)} s end before notice and drain do ({Text(drained)} s), and what is left would be cut without a word. Write more than {Text(drained)}, or less for --drain-notice and --drain.";
        }

        if (settings.PodGrace > 0 && settings.Shutdown >= settings.PodGrace)
        {
            yield return $"--shutdown: {Text(settings.Shutdown)} s are not over when the platform kills the process after {Text(settings.PodGrace)} s (--pod-grace). Write less, or give the pod more than {Text(settings.Shutdown)} s.";
        }
    }

    private static string Text(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
