namespace Mesh.Grains.Telemetry;

/// <summary>The closed values of <c>gen_ai.operation.name</c>.</summary>
internal static class Operations
{
    public const string Chat = "chat";

    public const string Embeddings = "embeddings";
}
