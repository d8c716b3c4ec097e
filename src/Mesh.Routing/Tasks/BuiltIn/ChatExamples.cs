namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Talk, advice and plain questions of fact.</summary>
internal static class ChatExamples
{
    public const string Lines = """
        1|{hi there/hello/hey, good morning}
        1|thanks, that {helped a lot/was exactly it/is all for today}
        1|who {are you/made you/am I talking to}?
        1|How are you {today/doing this evening}?
        1|ok {never mind/got it/sounds good}
        2|What's the capital of {Mongolia/Chile/Latvia}?
        2|how tall is {the eiffel tower/mount fuji/a giraffe}
        2|When did {the Berlin Wall fall/the Titanic sink/humans first land on the moon}?
        2|who wrote {the odyssey/war and peace/don quixote}
        2|Which planet has the {most moons/shortest day/strongest winds}?
        2|what time zone is {lisbon/nairobi/perth} in
        2|Is it safe to {eat rice that stood out overnight/run with a cold/keep a cactus in the bedroom}?
        2|Can dogs eat {grapes/blueberries/cheese}?
        3|I have a job interview {tomorrow/on friday} and I'm nervous. Any tips on how to {calm down/prepare}?
        3|My {neighbour/flatmate} plays loud music every night. What would be a polite way to deal with that?
        3|Recommend me {a film/three books/a podcast} for a rainy {sunday/evening}. I like {science fiction/history/quiet dramas}.
        3|What should I see in {Porto/Kyoto/Krakow} if I only have {one day/two days}?
        3|I can't sleep lately, what do people usually {try/do about that}?
        3|how do i get {red wine/ink/candle wax} out of {a white shirt/a carpet}
        2|What's a good name for a {grey cat/small bakery/sailing boat}?
        3|what's the difference between {a crocodile and an alligator/baking soda and baking powder/a hurricane and a typhoon}?
        3|Tell me something interesting about {octopuses/the Roman army/volcanoes}.
        3|My {daughter/son} turned {five/nine} and wants a pet. What would you suggest for a small flat?
        2|do you think it will ever be normal to {live on mars/work three days a week}?
        3|What is {inflation/photosynthesis/a black hole}, in simple words?
        3|Why do {cats purr/leaves change colour in autumn/we yawn}?
        2|who won {the world cup in 1998/the first Tour de France}?
        2|how long do I boil {an egg/potatoes/lobster}?
        3|I feel a bit {lonely/stressed/homesick} since I moved to {another city/a new country}. What could I do?
        3|Should I buy or lease {a car/a laptop} if I {drive little/change jobs often}?
        2|what does the word {serendipity/ubiquitous/quixotic} mean
        2|Good {exercises/stretches} for {a stiff neck/lower back pain} at the desk?
        3|What's your opinion on {pineapple on pizza/open-plan offices/daylight saving time}?
        3|How does the {electoral college/offside rule/stock market} work?
        2|which language do people speak in {Brazil/Iceland/Ethiopia}
        3|Which {vegetables/herbs} can I grow on a balcony {in the shade/facing north}?
        2|Where can I buy {stamps/a used bicycle/fresh yeast}?
        2|what is {vitamin d/gluten/a mortgage} good for
        2|In which year was {the telephone/penicillin/the printing press} invented?
        2|Who was the {first/shortest serving} {president of France/prime minister of Canada}?
        2|Which {river/actor/band} {flows through Vienna/played the first James Bond/sang Waterloo}?
        2|who {discovered radium/painted the night watch/founded rome}
        2|what year did {concorde stop flying/the euro start/elvis die}
        3|What {keeps planes in the air/makes bread rise/causes thunder}?
        2|Where would you find a {stapler/hammock/gargoyle}?
        2|Name the {largest/oldest} {lake/university} in {Africa/Europe}.
        """;
}
