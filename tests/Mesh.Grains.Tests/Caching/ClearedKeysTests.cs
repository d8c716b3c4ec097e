using Mesh.Grains.Caching;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Caching;

public sealed class ClearedKeysTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ClearedKeys _cleared;

    public ClearedKeysTests() => _cleared = new ClearedKeys(_time);

    [Fact]
    public void WasSince_OfAnotherTenant_IsFalse()
    {
        var before = _time.GetUtcNow();
        _cleared.Add("a/");

        Assert.Equal((true, false), (_cleared.WasSince("a/1", before), _cleared.WasSince("b/1", before)));
    }

    [Fact]
    public void Add_MoreTenantsThanAreToldApart_CountsForAllOfBefore()
    {
        var before = _time.GetUtcNow();
        for (var i = 0; i <= ClearedKeys.Most; i++)
        {
            _cleared.Add($"{i}/");
        }

        Assert.True(_cleared.WasSince("0/1", before) && _cleared.WasSince("other/1", before));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_cleared.WasSince("0/1", _time.GetUtcNow()));
    }

    [Fact]
    public void Add_AfterThoseOfLongAgo_ForgetsThemAndNoOthers()
    {
        for (var i = 0; i < ClearedKeys.Most; i++)
        {
            _cleared.Add($"{i}/");
        }

        _time.Advance(TimeSpan.FromHours(25));
        _cleared.Add("a/");

        Assert.Equal((true, false), (_cleared.WasSince("a/1", _time.GetUtcNow()), _cleared.WasSince("other/1", _time.GetUtcNow() - TimeSpan.FromHours(1))));
    }
}
