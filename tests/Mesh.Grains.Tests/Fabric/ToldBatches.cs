using Mesh.Contracts.Cluster;
using Orleans.Serialization;

namespace Mesh.Grains.Tests.Fabric;

/// <summary>The batches that silos sent, weighed by the serializer and by the plan.</summary>
internal sealed class ToldBatches(Serializer serializer) : IOutgoingGrainCallFilter
{
    private readonly Lock _lock = new();

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of the batches alone.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that they are said to have with all that goes with them.</summary>
    public long Said { get; private set; }

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.Request.GetArgumentCount() == 1 && context.Request.GetArgument(0) is FabricBatch batch)
        {
            var bytes = serializer.SerializeToArray(batch).Length;
            lock (_lock)
            {
                (Count, Bytes, Said) = (Count + 1, Bytes + bytes, Said + Grains.Fabric.FabricCost.Of(batch));
            }
        }

        return context.Invoke();
    }
}
