using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Load.Processes;

/// <summary>A program in a process of its own; it ends with this object, by its id.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>This program, which serves upstreams and YARP for others.</summary>
    public const string Own = "Mesh.Load.dll";

    private const int MostWords = 60;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
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

    /// <summary>Starts a program of the build.</summary>
    public static ChildProcess Start(string assembly, string folder, params IEnumerable<string> arguments) =>
        StartProgram("dotnet", folder, [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments], asWebProgram: assembly == Own);

    /// <summary>Starts any program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="asWebProgram">Whether it gets the garbage collector that web programs have by default and this one has not.</param>
    public static ChildProcess StartProgram(string program, string folder, IEnumerable<string> arguments, bool asWebProgram = false)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (asWebProgram)
        {
            start.Environment["DOTNET_gcServer"] = "1";
        }

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
        await UntilAsync(
            async () =>
            {
                using var response = await client.GetAsync(url);
                return response.IsSuccessStatusCode;
            },
            $"nothing answers at {url}");
    }

    /// <summary>Waits until a port of loopback is listened on.</summary>
    /// <exception cref="TimeoutException">It is not within a minute, or the process has ended.</exception>
    public Task ListensAsync(int port) => UntilAsync(
        async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        },
        $"nothing listens on port {port}");

    /// <summary>Ends it without warning.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _killed = true;
            _process.Kill(entireProcessTree: true);
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

    private async Task UntilAsync(Func<Task<bool>> there, string otherwise)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_patience && !_process.HasExited; await Task.Delay(20))
        {
            try
            {
                if (await there())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or SocketException)
            {
                // It does not listen yet.
            }
        }

        throw new TimeoutException(otherwise);
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
