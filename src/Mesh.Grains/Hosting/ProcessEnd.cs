using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Hosting;

/// <summary>How the process ends: well unless a part of it could not go on, and in time whatever its parts do.</summary>
/// <param name="lifetime">The host's.</param>
/// <param name="time">The clock.</param>
/// <param name="exit">Ends the process at once with an exit code.</param>
public sealed class ProcessEnd(IHostApplicationLifetime lifetime, TimeProvider time, Action<int> exit) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ITimer> _deadlines = [];

    /// <summary>The exit code: 0, or 1 after <see cref="Fail"/>.</summary>
    public int Code { get; private set; }

    /// <summary>Stops the process, which whoever watches it should start again.</summary>
    public void Fail()
    {
        Code = 1;
        lifetime.StopApplication();
    }

    /// <summary>
    /// Ends the process after <paramref name="longest"/> unless it has ended by then: Orleans tries for a minute and more, whatever it is told,
    /// to write its farewell into a table that may be gone or out of reach.
    /// </summary>
    public void Within(TimeSpan longest)
    {
        lock (_lock)
        {
            _deadlines.Add(time.CreateTimer(_ => exit(Code), null, longest, Timeout.InfiniteTimeSpan));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _deadlines.ForEach(d => d.Dispose());
        }
    }
}
