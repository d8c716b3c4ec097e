using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Kubernetes.Tests.Rules;

namespace Mesh.Kubernetes.Tests;

/// <summary>Every build obeys every rule; <see cref="MutationTests"/> shows that no rule is blind.</summary>
public sealed class RuleTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var (build, rule) in from b in Build.Names from r in ManifestRules.All.Keys select (b, r))
            {
                cases.Add(build, rule);
            }

            return cases;
        }
    }

    [ProgramTheory("kubectl")]
    [MemberData(nameof(Cases))]
    public void Build_Rule_Holds(string build, string rule) => Assert.Empty(ManifestRules.All[rule](Build.Read(build)));
}
