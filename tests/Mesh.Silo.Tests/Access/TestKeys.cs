using Mesh.Keys;

namespace Mesh.Silo.Tests.Access;

internal static class TestKeys
{
    /// <summary>Adds a key to a file as <c>mesh keys create</c> does, and shows it.</summary>
    public static string Add(string file, params string[] scopes) =>
        new KeyFile(file).Add(new KeyRequest("test", "acme", "web", scopes), Pepper.FindOrCreate(file, _ => null), DateTimeOffset.UtcNow).Key.Reveal();
}
