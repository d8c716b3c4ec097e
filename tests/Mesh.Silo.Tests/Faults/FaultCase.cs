using Mesh.Testing.Faults;
using Xunit.Abstractions;

namespace Mesh.Silo.Tests.Faults;

/// <summary>A fault at one door in one form, with the names in the catalogue that are its own.</summary>
public sealed class FaultCase : IXunitSerializable
{
    public FaultCase()
    {
    }

    public FaultCase(Fault fault, bool grpc, bool streaming) => (Fault, Grpc, Streaming) = (fault, grpc, streaming);

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        .. from row in FaultTable.Rows
           from grpc in new[] { false, true }
           from streaming in new[] { false, true }
           select new FaultCase(row.Fault, grpc, streaming),
    ];

    public Fault Fault { get; private set; }

    public bool Grpc { get; private set; }

    public bool Streaming { get; private set; }

    public FaultResult Result => FaultTable.Of(Fault).Of(Streaming);

    /// <summary>Route to the faulty endpoint alone.</summary>
    public string Alone => $"{this}-alone";

    /// <summary>Route to the faulty endpoint first and a good one after it.</summary>
    public string Pair => $"{this}-pair";

    /// <summary>What the upstream's faulty model is called behind a route.</summary>
    public string Upstream(string route) => $"{FaultNames.Of(Fault)}.{route}";

    public void Deserialize(IXunitSerializationInfo info) =>
        (Fault, Grpc, Streaming) = (Enum.Parse<Fault>(info.GetValue<string>("fault")), info.GetValue<bool>("grpc"), info.GetValue<bool>("streaming"));

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("fault", Fault.ToString());
        info.AddValue("grpc", Grpc);
        info.AddValue("streaming", Streaming);
    }

    public override string ToString() => $"{FaultNames.Of(Fault)}-{(Grpc ? "grpc" : "openai")}-{(Streaming ? "streamed" : "whole")}";
}
