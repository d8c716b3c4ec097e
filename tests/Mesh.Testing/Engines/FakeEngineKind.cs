namespace Mesh.Testing.Engines;

/// <summary>The engines that a fake one can be taken for.</summary>
public enum FakeEngineKind
{
    /// <summary>vLLM.</summary>
    Vllm,

    /// <summary>SGLang.</summary>
    Sglang,

    /// <summary>llama.cpp's server.</summary>
    LlamaCpp,

    /// <summary>Ollama.</summary>
    Ollama,

    /// <summary>Text Generation Inference.</summary>
    Tgi,

    /// <summary>Any other that speaks OpenAI's dialect.</summary>
    Plain,
}
