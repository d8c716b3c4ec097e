using Mesh.Grains.Redis;

namespace Mesh.Grains.Tests.Redis;

public sealed class RedisVerdictTests
{
    private static readonly RedisFacts s_sound = new()
    {
        Version = new Version(7, 0, 15),
        Mode = "standalone",
        IsConfigurable = true,
        AppendOnly = "yes",
        AppendFsync = "always",
        NoFsyncOnRewrite = "no",
        Eviction = "noeviction",
    };

    public static TheoryData<string, string> Lossy => new()
    {
        { "appendonly", "Set 'appendonly yes'" },
        { "appendfsync", "Set 'appendfsync always'" },
        { "rewrite", "Set 'no-appendfsync-on-rewrite no'" },
        { "eviction", "Set 'maxmemory-policy noeviction'" },
    };

    [Fact]
    public void Durable_SoundRedis_PassesWithoutAWord()
    {
        var verdict = RedisVerdict.Of(s_sound, RedisDurability.Durable);

        Assert.Empty(verdict.Refusals);
        Assert.Empty(verdict.Warnings);
    }

    [Theory]
    [MemberData(nameof(Lossy))]
    public void Durable_SettingThatLosesWrites_IsRefusedWithItsMend(string setting, string mend) =>
        Assert.Contains(mend, Assert.Single(RedisVerdict.Of(With(setting), RedisDurability.Durable).Refusals), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Lossy))]
    public void Declared_SettingThatLosesWrites_IsWarnedOf(string setting, string mend)
    {
        var verdict = RedisVerdict.Of(With(setting), RedisDurability.Declared);

        Assert.Empty(verdict.Refusals);
        Assert.Contains(verdict.Warnings, w => w.Contains(mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Durable_ConfigDenied_AsksForADeclaration()
    {
        var hidden = new RedisFacts { Version = new Version(7, 2), Mode = "standalone" };

        Assert.Contains("--redis-durability declared", Assert.Single(RedisVerdict.Of(hidden, RedisDurability.Durable).Refusals), StringComparison.Ordinal);
        Assert.Empty(RedisVerdict.Of(hidden, RedisDurability.Declared).Refusals);
        Assert.Contains("operator's word", Assert.Single(RedisVerdict.Of(hidden, RedisDurability.Declared).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Volatile_NothingKept_IsToldAndPasses()
    {
        var verdict = RedisVerdict.Of(s_sound with { AppendOnly = "no", AppendFsync = "everysec" }, RedisDurability.Volatile);

        Assert.Empty(verdict.Refusals);
        Assert.Contains("may be lost", Assert.Single(verdict.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RedisDurability.Durable)]
    [InlineData(RedisDurability.Declared)]
    [InlineData(RedisDurability.Volatile)]
    public void Unfit_OfWhateverPromise_IsRefused(RedisDurability durability)
    {
        Assert.Contains("not supported", Assert.Single(RedisVerdict.Of(s_sound with { Mode = "cluster" }, durability).Refusals), StringComparison.Ordinal);
        Assert.Contains("serviceName=", Assert.Single(RedisVerdict.Of(s_sound with { Mode = "sentinel" }, durability).Refusals), StringComparison.Ordinal);
        Assert.Contains("6.2 or newer", Assert.Single(RedisVerdict.Of(s_sound with { Version = new Version(5, 0, 14) }, durability).Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_BehindADurableRedis_AreWarnedOf() =>
        Assert.Contains("a failover", Assert.Single(RedisVerdict.Of(s_sound with { Replicas = 2 }, RedisDurability.Durable).Warnings), StringComparison.Ordinal);

    private static RedisFacts With(string setting) => setting switch
    {
        "appendonly" => s_sound with { AppendOnly = "no" },
        "appendfsync" => s_sound with { AppendFsync = "everysec" },
        "rewrite" => s_sound with { NoFsyncOnRewrite = "yes" },
        _ => s_sound with { Eviction = "allkeys-lru" },
    };
}
