using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Load.Processes;

/// <summary>A program of the build in a process of its own; it ends with this object, by its id.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private const int MostWords = 60;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lastWords = new();
    private bool _killed;

    private ChildProcess(Process process) => _process = process;

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Memory that it holds in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Time that it has computed for.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts one.</summary>
    public static ChildProcess Start(string assembly, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;

        // Read without end, since a full pipe would halt it; what it said last is told should it end by itself.
        process.OutputDataReceived += (_, _) => { };
        var child = new ChildProcess(process);
        process.ErrorDataReceived += (_, e) => child.Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until a URL answers with success.</summary>
    /// <exception cref="TimeoutException">It does not within a minute, or the process has ended.</exception>
    public async Task AnswersAsync(Uri url)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_patience && !_process.HasExited; await Task.Delay(20))
        {
            try
            {
                using var response = await client.GetAsync(url);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // It does not listen yet.
            }
        }

        throw new TimeoutException($"nothing answers at {url}");
    }

    /// <summary>Ends it without warning.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _killed = true;
            _process.Kill();
            _process.WaitForExit();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        if (!_killed)
        {
            Console.Error.WriteLine($"a process ended by itself with {_process.ExitCode}:\n{string.Join('\n', _lastWords)}");
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lastWords.Enqueue(line);
            while (_lastWords.Count > MostWords)
            {
                _lastWords.TryDequeue(out _);
            }
        }
    }
}
