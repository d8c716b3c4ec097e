namespace Mesh.Keys.Tests;

public sealed class KeyRingTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Pepper _pepper = Pepper.From(new string('p', 32));
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-keys-").FullName;

    [Fact]
    public void Find_ARightKeyAgainAndAgain_IsTheSameCaller()
    {
        var (key, entry) = Add(expires: null);
        var ring = new KeyRing([entry], _pepper);

        var first = ring.Find(key.Reveal(), s_now);

        Assert.Equal(entry.Id, first!.KeyId);
        Assert.Same(first, ring.Find(key.Reveal(), s_now));
    }

    [Fact]
    public void Find_AKeyProvenBefore_IsRefusedOnceItExpires()
    {
        var (key, entry) = Add(TimeSpan.FromHours(1));
        var ring = new KeyRing([entry], _pepper);

        Assert.NotNull(ring.Find(key.Reveal(), s_now));
        Assert.NotNull(ring.Find(key.Reveal(), s_now.AddMinutes(59)));
        Assert.Null(ring.Find(key.Reveal(), s_now.AddHours(1)));
    }

    [Fact]
    public void Find_AnotherSecretUnderAProvenId_IsRefused()
    {
        var (key, entry) = Add(expires: null);
        var ring = new KeyRing([entry], _pepper);
        Assert.NotNull(ring.Find(key.Reveal(), s_now));

        var wrong = key.Reveal().ToCharArray();
        wrong[20] = wrong[20] == 'a' ? 'b' : 'a';

        Assert.Null(ring.Find(new string(wrong), s_now));
        Assert.Null(ring.Find(ApiKey.Create().Reveal(), s_now));
        Assert.Null(ring.Find(new string('x', 10_000), s_now));
        Assert.Null(ring.Find(null, s_now));
    }

    [Fact]
    public void Find_AKeyThatTheNewRingLacks_IsRefused()
    {
        var (key, entry) = Add(expires: null);
        Assert.NotNull(new KeyRing([entry], _pepper).Find(key.Reveal(), s_now));

        Assert.Null(new KeyRing([], _pepper).Find(key.Reveal(), s_now));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (ApiKey Key, KeyEntry Entry) Add(TimeSpan? expires) =>
        new KeyFile(Path.Combine(_folder, "keys.yaml")).Add(new KeyRequest("n", "t", "p", [], expires), _pepper, s_now);
}
