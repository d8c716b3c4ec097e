using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>A whole chat answer in OpenAI's dialect.</summary>
internal sealed class OpenAIBodyFrame(ReadOnlyMemory<byte> raw, TokenUsage? usage) : ContentFrame
{
    public override Dialect Dialect => Dialect.OpenAI;

    public override ReadOnlyMemory<byte> Raw { get; } = raw;

    public override TokenUsage? Usage { get; } = usage;

    public override bool HasContent => true;

    public override IReadOnlyList<ChatEvent> Read() => Json.Read(Raw, OpenAIAnswerReader.Whole);
}
