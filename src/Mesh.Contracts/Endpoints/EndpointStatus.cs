namespace Mesh.Contracts.Endpoints;

/// <summary>What a silo's gate knows of its endpoint at one moment.</summary>
[GenerateSerializer, Immutable, Alias("mesh.EndpointStatus")]
public sealed record EndpointStatus
{
    /// <summary>Endpoint name.</summary>
    [Id(0)] public required string Endpoint { get; init; }

    /// <summary>Model name.</summary>
    [Id(1)] public required string Model { get; init; }

    /// <summary>Whether it may be asked.</summary>
    [Id(2)] public CircuitState Circuit { get; init; }

    /// <summary>Requests under way from this silo.</summary>
    [Id(3)] public int InFlight { get; init; }

    /// <summary>Attempts since start.</summary>
    [Id(4)] public long Attempts { get; init; }

    /// <summary>Attempts that failed by the endpoint's fault.</summary>
    [Id(5)] public long Failures { get; init; }

    /// <summary>Smoothed time to the first content frame in seconds; 0 until measured.</summary>
    [Id(6)] public double FirstTokenSeconds { get; init; }

    /// <summary>Smoothed time an answer token in seconds; 0 until measured.</summary>
    [Id(7)] public double TokenSeconds { get; init; }

    /// <summary>Tokens in and out since start.</summary>
    [Id(8)] public long Tokens { get; init; }

    /// <summary>USD spent since start.</summary>
    [Id(9)] public decimal SpentUsd { get; init; }

    /// <summary>Requests a second that were let in, over the last 10 s.</summary>
    [Id(10)] public double RequestsPerSecond { get; init; }

    /// <summary>Requests a second that were let in, over the last 60 s.</summary>
    [Id(11)] public double RequestsPerSecondOfMinute { get; init; }

    /// <summary>Tokens a second, in and out, of the answers that ended in the last 10 s.</summary>
    [Id(12)] public double TokensPerSecond { get; init; }

    /// <summary>Share of the last minute's requests that failed otherwise than by their own fault, 0 to 1.</summary>
    [Id(13)] public double ErrorShare { get; init; }

    /// <summary>Failed attempts by kind, those kinds that occurred.</summary>
    [Id(14)] public IReadOnlyList<FaultStatus> Faults { get; init; } = [];

    /// <summary>Streams: time to the first content frame.</summary>
    [Id(15)] public LatencyStatus StreamFirstToken { get; init; }

    /// <summary>Streams: time for each answer token after the first.</summary>
    [Id(16)] public LatencyStatus StreamToken { get; init; }

    /// <summary>Answers in one piece: time to the whole answer.</summary>
    [Id(17)] public LatencyStatus UnaryAnswer { get; init; }

    /// <summary>Answers in one piece: that time for each answer token.</summary>
    [Id(18)] public LatencyStatus UnaryToken { get; init; }

    /// <summary>Requests that this silo may have under way; null for no limit.</summary>
    [Id(19)] public int? ConcurrencyLimit { get; init; }

    /// <summary>The limit of requests a minute; null for none.</summary>
    [Id(20)] public RateStatus? RequestLimit { get; init; }

    /// <summary>The limit of tokens a minute; null for none.</summary>
    [Id(21)] public RateStatus? TokenLimit { get; init; }

    /// <summary>The kind of the newest fault; null while there was none.</summary>
    [Id(22)] public string? LastFault { get; init; }

    /// <summary>When that was.</summary>
    [Id(23)] public DateTimeOffset? LastFaultAt { get; init; }

    /// <summary>Why it is out or suspected.</summary>
    [Id(30)] public CircuitCause Cause { get; init; }

    /// <summary>Time until it may be asked again, or tried; zero when it may now.</summary>
    [Id(31)] public TimeSpan OutFor { get; init; }
}
