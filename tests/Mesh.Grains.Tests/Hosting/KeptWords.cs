using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>A log that keeps what is said.</summary>
internal sealed class KeptWords<T> : ILogger<T>
{
    private readonly Lock _lock = new();
    private readonly List<string> _said = [];

    /// <summary>What has been said so far.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_lock)
            {
                return [.. _said];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _said.Add(formatter(state, exception));
        }
    }
}
