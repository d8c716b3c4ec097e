using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Workers.Accelerators;

/// <summary>
/// Asks NVIDIA's tool which accelerators the node has. It is the only program that a silo ever starts, only a worker does, and
/// only from fixed places with fixed arguments, so that nobody's PATH or words can choose another. Where it is not, none are known.
/// </summary>
/// <param name="files">Where the tool may be, the first one that exists counts.</param>
/// <param name="time">The clock of its patience.</param>
/// <param name="logger">Where a tool that fails is told.</param>
internal sealed partial class NvidiaSmi(IReadOnlyList<string> files, TimeProvider time, ILogger<NvidiaSmi> logger)
{
    /// <summary>Longest wait for its answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MostCharacters = 16 * 1024;
    private static readonly string[] s_arguments = ["--query-gpu=name", "--format=csv,noheader"];

    /// <summary>Where drivers and containers put it.</summary>
    public static IReadOnlyList<string> UsualFiles { get; } = OperatingSystem.IsWindows()
        ? [Path.Combine(Environment.SystemDirectory, "nvidia-smi.exe")]
        : ["/usr/bin/nvidia-smi", "/usr/local/bin/nvidia-smi", "/usr/local/nvidia/bin/nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi"];

    /// <summary>The accelerators in words; null when there are none or nobody can tell.</summary>
    public async Task<string?> DescribeAsync(CancellationToken cancellationToken)
    {
        if (files.FirstOrDefault(File.Exists) is not { } file)
        {
            return null;
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var (exit, text) = await RunAsync(file, either.Token);
            if (exit == 0)
            {
                return NvidiaSmiText.Describe(text);
            }

            LogFailed(file, $"exit code {exit}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(file, $"no answer within {Patience.TotalSeconds} s");
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            LogFailed(file, e.Message);
        }

        return null;
    }

    /// <summary>
    /// The same before the silo is built, for what it cannot change once it runs; waits for the answer, where the tool is. That it failed is told
    /// when it is asked again.
    /// </summary>
    public static string? AskAtStart() => new NvidiaSmi(UsualFiles, TimeProvider.System, NullLogger<NvidiaSmi>.Instance).DescribeAsync(CancellationToken.None).GetAwaiter().GetResult();

    private static async Task<(int Exit, string Text)> RunAsync(string file, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(file, s_arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("it did not start");
        try
        {
            // Errors are not read: with a bound on both, a tool that floods either is ended by the patience.
            var text = new char[MostCharacters];
            var length = await process.StandardOutput.ReadBlockAsync(text, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, new string(text, 0, length));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{File} did not tell the node's accelerators: {Reason}")]
    private partial void LogFailed(string file, string reason);
}
