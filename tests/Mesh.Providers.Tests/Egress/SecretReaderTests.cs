using Mesh.Contracts.Catalog;
using Mesh.Providers.Egress;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Providers.Tests.Egress;

public sealed class SecretReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void File_Rotated_IsTakenAfterAWhile()
    {
        var reader = new SecretReader(_ => null, _time);
        var reference = new SecretReference(SecretScheme.File, _file);
        File.WriteAllText(_file, "one\r\n");
        Assert.Equal("one", reader.Read(reference));

        File.WriteAllText(_file, "two");
        Assert.Equal("one", reader.Read(reference));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("two", reader.Read(reference));
    }

    [Fact]
    public void File_MissingEmptyAFolderOrEnormous_IsNoSecretAndNoException()
    {
        var reader = new SecretReader(_ => null, _time);
        File.WriteAllText(_file, "\n");
        Assert.Null(reader.Read(new SecretReference(SecretScheme.File, _file)));
        Assert.Null(reader.Read(new SecretReference(SecretScheme.File, _file + ".gone")));
        Assert.Null(reader.Read(new SecretReference(SecretScheme.File, Path.GetTempPath())));

        _time.Advance(TimeSpan.FromSeconds(10));
        File.WriteAllText(_file, new string('a', 100_000));
        Assert.Null(reader.Read(new SecretReference(SecretScheme.File, _file)));
    }
}
