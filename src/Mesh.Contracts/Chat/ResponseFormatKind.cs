namespace Mesh.Contracts.Chat;

/// <summary>Kinds of answer forms.</summary>
public enum ResponseFormatKind
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>Any JSON object.</summary>
    JsonObject,

    /// <summary>JSON that holds to a schema.</summary>
    JsonSchema,
}
