using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Mesh.Architecture.Tests;

public sealed class GrainContractTests
{
    private static readonly Assembly s_contracts = typeof(Contracts.Catalog.ICatalogGrain).Assembly;
    private static readonly Assembly s_grains = typeof(Grains.Hosting.MeshSiloOptions).Assembly;

    private static IEnumerable<Type> Interfaces => s_contracts.GetTypes().Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t));

    [Fact]
    public void Contracts_OfGrains_AreFound() => Assert.NotEmpty(Interfaces);

    // Without an alias a rename would break the wire between two versions of a silo.
    [Fact]
    public void Interface_AndItsMethods_HaveAliases()
    {
        var bare = Interfaces.SelectMany(i => i.GetMethods().Cast<MemberInfo>().Append(i))
            .Where(m => m.GetCustomAttribute<AliasAttribute>(inherit: false) is null)
            .Select(m => $"{m.DeclaringType?.Name}.{m.Name}");

        Assert.Empty(bare);
    }

    [Fact]
    public void Record_OnTheWire_HasItsAlias()
    {
        var wire = s_contracts.GetTypes().Concat(s_grains.GetTypes()).Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null).ToArray();

        Assert.NotEmpty(wire);
        Assert.Empty(wire.Where(t => t.GetCustomAttribute<AliasAttribute>(inherit: false) is null).Select(t => t.FullName));
        Assert.Empty(wire.GroupBy(t => t.GetCustomAttribute<AliasAttribute>(inherit: false)!.Alias).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    // Each batch of such a stream may go to another activation of a stateless worker, which does not know the enumeration.
    [Fact]
    public void StatelessWorker_GivesNoAsyncEnumerable()
    {
        var workers = s_grains.GetTypes().Where(t => t.GetCustomAttribute<StatelessWorkerAttribute>() is not null).ToArray();
        var streams = from worker in workers
                      from contract in worker.GetInterfaces().Where(typeof(IAddressable).IsAssignableFrom)
                      from method in contract.GetMethods()
                      where method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
                      select $"{worker.Name}.{method.Name}";

        Assert.NotEmpty(workers);
        Assert.Empty(streams);
    }

    // Documents of the model library fail in a grain's interface at start, and are seven times larger on the wire.
    [Fact]
    public void Contracts_Assembly_KnowsNoModelLibrary() =>
        Assert.DoesNotContain(s_contracts.GetReferencedAssemblies(), a => a.Name!.StartsWith("Microsoft.Extensions.AI", StringComparison.Ordinal));
}
