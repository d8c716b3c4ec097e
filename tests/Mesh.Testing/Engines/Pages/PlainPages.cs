using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>Anything that speaks OpenAI's dialect: a list of models, which is empty while it loads, and nothing else.</summary>
internal sealed class PlainPages : IEnginePages
{
    public string Version => "";

    public bool ListensWhileLoading => true;

    public WireAnswer? Answer(WireRequest request, FakeEngine engine) =>
        request.Path == "/v1/models" ? Page.Models(engine.IsLoading ? [] : engine.Models, "somebody") : null;

    public IReadOnlyList<string>? Metrics(FakeEngine engine, bool old) => null;
}
