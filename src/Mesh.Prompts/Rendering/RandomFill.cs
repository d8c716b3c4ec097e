namespace Mesh.Prompts.Rendering;

/// <summary>Fills bytes with what nobody can guess, such as <see cref="System.Security.Cryptography.RandomNumberGenerator.Fill(Span{byte})"/>.</summary>
/// <param name="bytes">What is filled.</param>
public delegate void RandomFill(Span<byte> bytes);
