namespace Mesh.Keys.Tests;

public sealed class KeyFileTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-keys-").FullName;

    private string KeyPath => Path.Combine(_folder, "keys.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Add_Key_IsFoundWithItsTenantProjectAndScopes()
    {
        var (file, pepper) = Open();
        var (key, _) = file.Add(new KeyRequest("ci", "acme", "web", ["admin"]), pepper, s_now);

        var caller = new KeyRing(file.Read(), pepper).Find(key.Reveal(), s_now)!;

        Assert.Equal((key.Id, "acme", "web"), (caller.KeyId, caller.Tenant, caller.Project));
        Assert.True(caller.Has("admin"));
        Assert.False(caller.Has("vendor-objects"));
    }

    [Fact]
    public void Add_Key_SecretIsInNoFile()
    {
        var (file, pepper) = Open();
        var (key, _) = file.Add(new KeyRequest("ci"), pepper, s_now);

        var secret = key.Reveal()[16..59];

        Assert.All(Directory.GetFiles(_folder), f => Assert.DoesNotContain(secret, File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public void Find_KeyOfAnotherPepper_IsRefused()
    {
        var (file, pepper) = Open();
        var (key, _) = file.Add(new KeyRequest("ci"), pepper, s_now);

        Assert.Null(new KeyRing(file.Read(), Pepper.From(new string('x', 32))).Find(key.Reveal(), s_now));
    }

    [Fact]
    public void Find_UnknownWellFormedKey_IsRefused()
    {
        var (file, pepper) = Open();
        file.Add(new KeyRequest("ci"), pepper, s_now);

        Assert.Null(new KeyRing(file.Read(), pepper).Find(ApiKey.Create().Reveal(), s_now));
    }

    [Fact]
    public void Find_ExpiredKey_IsRefusedFromThatInstantOn()
    {
        var (file, pepper) = Open();
        var (key, _) = file.Add(new KeyRequest("ci", Lifetime: TimeSpan.FromHours(1)), pepper, s_now);
        var ring = new KeyRing(file.Read(), pepper);

        Assert.NotNull(ring.Find(key.Reveal(), s_now.AddMinutes(59)));
        Assert.Null(ring.Find(key.Reveal(), s_now.AddHours(1)));
    }

    [Fact]
    public void Remove_Key_IsRefusedAfterwards()
    {
        var (file, pepper) = Open();
        var (key, entry) = file.Add(new KeyRequest("ci"), pepper, s_now);

        Assert.True(file.Remove(entry.Id));
        Assert.False(file.Remove(entry.Id));
        Assert.Null(new KeyRing(file.Read(), pepper).Find(key.Reveal(), s_now));
    }

    [Fact]
    public void Add_UnknownScope_NamesTheScopes()
    {
        var (file, pepper) = Open();

        var e = Assert.Throws<KeyFileException>(() => file.Add(new KeyRequest("ci", Scopes: ["root"]), pepper, s_now));

        Assert.Equal("'root' is not a scope. There are: admin, vendor-objects, critical, legal-hold, audit, plans, reviews, tasks.", e.Message);
    }

    [Theory]
    [InlineData("keys: [ { id: a, tenant: t, project: p, hash: short } ]", "key 'a' needs id, tenant, project and a hash")]
    [InlineData("keys: [ { idd: a } ]", "keys.yaml:1:")]
    [InlineData("keys: [", "keys.yaml:")]
    [InlineData("keys: [ ~ ]", "key '' needs id, tenant, project and a hash")]
    [InlineData("keys: [ { id: a, tenant: t, project: p, hash: HASH, created: 2026-11-01 }, { id: a, tenant: t, project: p, hash: HASH, created: 2026-11-01 } ]", "key 'a' stands twice")]
    public void Read_BadFile_SaysWhatIsWrong(string text, string words)
    {
        File.WriteAllText(KeyPath, text.Replace("HASH", new string('0', 64), StringComparison.Ordinal));

        Assert.Contains(words, Assert.Throws<KeyFileException>(() => new KeyFile(KeyPath).Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ScopesLeftBlank_AreNone()
    {
        File.WriteAllText(KeyPath, $"keys: [ {{ id: a, tenant: t, project: p, hash: {new string('0', 64)}, created: 2026-11-01, scopes: }} ]");

        Assert.Empty(Assert.Single(new KeyFile(KeyPath).Read()).Scopes);
    }

    [Fact]
    public void Pepper_Made_CanBeReadByItsOwnerOnly()
    {
        Open();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath + ".pepper"));
    }

    [Fact]
    public void Pepper_InTheEnvironment_WinsOverTheFile()
    {
        var (file, pepper) = Open();
        var (key, _) = file.Add(new KeyRequest("ci"), pepper, s_now);

        var other = Pepper.Find(KeyPath, name => name == Pepper.Variable ? new string('y', 40) : null)!;

        Assert.Null(new KeyRing(file.Read(), other).Find(key.Reveal(), s_now));
    }

    [Fact]
    public void Pepper_TooShort_IsRefused() => Assert.Throws<KeyFileException>(() => Pepper.From("short"));

    private (KeyFile File, Pepper Pepper) Open()
    {
        var file = new KeyFile(KeyPath);
        return (file, Pepper.FindOrCreate(KeyPath, _ => null));
    }
}
