namespace Mesh.Providers.Egress.Fetching;

/// <summary>What a URL held.</summary>
/// <param name="MediaType">Its content type, without parameters.</param>
/// <param name="Bytes">The bytes.</param>
public sealed record FetchedFile(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The same as a data URL.</summary>
    public string ToDataUrl() => $"data:{MediaType};base64,{Convert.ToBase64String(Bytes.Span)}";
}
