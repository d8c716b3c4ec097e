using System.Diagnostics;
using System.Text;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A program that a test has started. It is ended with its test, by its id.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _ended.TrySetResult();
    }

    /// <summary>All that it has said so far, on both outputs.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Memory that it holds in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Processor time that it has had.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program by name.</summary>
    public static RunningProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var running = new RunningProcess(start);
        running._process.Start();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Starts a program that was built with the tests.</summary>
    public static RunningProcess StartBuilt(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments], environment, folder);

    /// <summary>Waits until it has said something.</summary>
    /// <exception cref="InvalidOperationException">It ended before, or did not say it in time.</exception>
    public async Task SaysAsync(string text)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited || patience.IsCancellationRequested)
            {
                throw new InvalidOperationException($"the process did not say '{text}' but:\n{Output}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Waits for its end; gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _ended.Task.WaitAsync(s_patience);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Waits for its end for so long; gives how long it took, null when it still runs.</summary>
    public async Task<TimeSpan?> EndsWithinAsync(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        return await Task.WhenAny(_ended.Task, Task.Delay(patience)) == _ended.Task ? Stopwatch.GetElapsedTime(began) : null;
    }

    /// <summary>Asks it to end, as Kubernetes does; gives its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>Halts it: its sockets stand and nobody serves them.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>Sends it a signal by name, such as TERM.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends it without warning (SIGKILL).</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }
}
