namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Stories, verses, slogans, letters and other texts that are made up.</summary>
internal static class CreativeExamples
{
    public const string Lines = """
        3|Write a {short story/fairy tale} about {a lighthouse keeper who never saw the sea/a robot that wants to bake/two snails on a long journey}.
        2|Write a {haiku/limerick} about {autumn rain/a lazy cat/monday mornings}.
        3|Compose a {poem/sonnet} for {my grandmother's eightieth birthday/a wedding/a retired teacher}, warm but not kitschy.
        2|Come up with {ten/five} slogans for {a vegan bakery/a bicycle repair shop/an app that finds lost keys}.
        3|Continue this story: {The letter had no stamp, and yet it had arrived/When the lights came back, the chair was empty}.
        3|Write a dialogue between {a cloud and a mountain/Cleopatra and a taxi driver/a dragon and its dentist}.
        3|Write song lyrics in the style of {a sea shanty/a country ballad/nineties pop} about {leaving home/a broken phone}.
        3|Draft a {blog post/product description} for {a hand-made leather bag/a cabin in the woods} with a playful tone.
        3|Write a funny {best man's speech/toast} for {my brother/a colleague} who {is always late/collects spoons}.
        2|Invent a name and a backstory for a {pirate captain/space merchant/forest spirit}.
        3|Write the opening paragraph of a {crime novel set in Lisbon/science fiction story on a moon of Jupiter}.
        2|Tell me a {joke/pun} about {programmers/penguins/tax advisers}.
        2|Tell me a bedtime story about {a brave hedgehog/a moon that lost its light}.
        3|Write a persuasive {letter/e-mail} to {my landlord/the city council} in the voice of {a medieval knight/a very polite pirate}.
        3|Create a {Dungeons & Dragons quest/murder mystery party} for {four/six} players in {a flooded temple/an old hotel}.
        3|Rewrite {Little Red Riding Hood/Cinderella} from the point of view of {the wolf/the stepsister}.
        2|Give me {three/eight} creative titles for {an essay about silence/a photo exhibition on bridges}.
        3|Write a monologue of {an old oak/the last typewriter} in {the present tense/free verse}.
        3|Write a fictional {diary entry/newspaper article} of {a sailor in 1588/a gardener on Mars}.
        2|Write a greeting card for {a friend who broke her leg/new parents} that makes them smile.
        3|Imagine that {trees could speak/money grew on trees/gravity paused for a minute} and describe {a day in the city/the first hour}.
        3|Write a scene without adjectives in which {two strangers share an umbrella/a chess player loses on purpose}.
        2|Make up a {myth/legend} that explains why {the sea is salty/owls are awake at night}.
        3|Role-play: you are {a grumpy innkeeper/an alien tourist}. I walk in and ask for {a room/directions}. Stay in character.
        3|Script for a {30 second radio ad/short puppet play} about {honey/library cards}, with sound effects.
        3|Write a villanelle whose refrain is "{the tide comes in again/we never say its name}".
        """;
}
