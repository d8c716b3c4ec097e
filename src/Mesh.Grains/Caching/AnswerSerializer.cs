using System.Buffers;
using Mesh.Contracts.Caching;
using Microsoft.Extensions.Caching.Hybrid;
using Orleans.Serialization;

namespace Mesh.Grains.Caching;

/// <summary>Writes kept answers in the mesh's own wire form, whose aliases and ids outlive a change of version.</summary>
internal sealed class AnswerSerializer(Serializer serializer) : IHybridCacheSerializer<RecordedAnswer?>
{
    public RecordedAnswer? Deserialize(ReadOnlySequence<byte> source) => serializer.Deserialize<RecordedAnswer?>(source);

    public void Serialize(RecordedAnswer? value, IBufferWriter<byte> target) => serializer.Serialize(value, target);
}
