using System.Text.Json;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The catalogue's words for what the contracts name in C#: <c>JsonSchema</c> is <c>json-schema</c>.</summary>
internal static class Wording
{
    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
