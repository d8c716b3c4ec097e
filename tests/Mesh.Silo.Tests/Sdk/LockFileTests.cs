using Mesh.Testing.Programs;

namespace Mesh.Silo.Tests.Sdk;

public sealed class LockFileTests
{
    [Fact]
    public void PackageLock_OfTheTools_NamesNoHostAndEachHash()
    {
        var text = File.ReadAllText(Path.Combine(NpmTools.Folder, "package-lock.json"));

        Assert.DoesNotContain("\"resolved\"", text, StringComparison.Ordinal);
        Assert.Contains("\"integrity\": \"sha512-", text, StringComparison.Ordinal);
        Assert.Contains("omit-lockfile-registry-resolved=true", File.ReadAllText(Path.Combine(NpmTools.Folder, ".npmrc")), StringComparison.Ordinal);
    }
}
