namespace Mesh.Contracts.Catalog;

/// <summary>What a model can take and give.</summary>
[Flags]
public enum ModelCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>text</c>: chat in text.</summary>
    Text = 1,

    /// <summary><c>image-in</c>: images in a prompt.</summary>
    ImageIn = 2,

    /// <summary><c>file-in</c>: documents in a prompt.</summary>
    FileIn = 4,

    /// <summary><c>audio-in</c>: sound in a prompt.</summary>
    AudioIn = 8,

    /// <summary><c>tools</c>: tool calls.</summary>
    Tools = 16,

    /// <summary><c>json-schema</c>: answers held to a schema.</summary>
    JsonSchema = 32,

    /// <summary><c>reasoning</c>: thinks before it answers.</summary>
    Reasoning = 64,

    /// <summary><c>logprobs</c>: token log-probabilities.</summary>
    Logprobs = 128,

    /// <summary><c>embeddings</c>: vectors of texts.</summary>
    Embeddings = 256,

    /// <summary><c>prefix</c>: goes on with the beginning of an answer that is given as its last message.</summary>
    Prefix = 512,
}
