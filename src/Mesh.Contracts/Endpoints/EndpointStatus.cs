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

    /// <summary>Why it is out or suspected.</summary>
    [Id(30)] public CircuitCause Cause { get; init; }
}
