namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Putting texts into given classes, rating and ranking them.</summary>
internal static class ClassifyExamples
{
    public const string Lines = """
        1|Is this review positive or negative? "{The battery died after two days/Best coffee I ever had/Fine, but nothing special}"
        2|Classify the following {ticket/e-mail} as {billing, technical or other/urgent or not urgent}: My invoice shows a charge that I don't know.
        2|What is the sentiment of this {tweet/comment}: "{can't believe they cancelled it again/so happy with the new update}"? Answer positive, neutral or negative.
        2|Spam or not spam: "{You have won a prize, click here now/Can we move lunch to one o'clock/Cheap pills without prescription}"
        2|Label each sentence with its {topic/language/emotion}: 1) {The striker scored twice/El perro duerme} 2) {Shares fell by three percent/Il pleut}
        2|Which category fits best: {sports, politics, science/food, travel, fashion}? Text: {The telescope found water on a distant planet/A weekend in Lyon for lovers of cheese}
        3|Assign one of these intents to the {utterance/message}: book_flight, cancel_booking, change_seat, other. Message: "{I'd rather sit by the window/please get me out of that trip}"
        2|Does the text contain {personal data/hate speech/a threat}? Answer yes or no. Text: "{I'll find out where you live/See you at the library}"
        3|Rate the {toxicity/formality/readability} of this comment from 1 to 5: "{Nobody asked you, genius/I would be grateful for a reply}"
        3|Decide whether the hypothesis is entailed, contradicted or neutral. Premise: {A man plays the guitar on stage/Two children build a sandcastle}. Hypothesis: {A musician performs/Nobody is outside}.
        2|Tag this support request with a priority ({P1, P2 or P3/low, medium or high}): {The whole site is down/The logo looks blurry}
        2|Categorise these {expenses/products}: {train ticket, hotel, printer paper/apple, hammer, t-shirt}. Categories: {travel, office, other/food, tools, clothes}
        2|Is the following {sentence/claim} a fact or an opinion? "{Water boils at a lower temperature on mountains/Blue is the best colour}"
        3|Are these two questions duplicates? "{How do I reset my password?/What's the fastest animal?}" and "{I forgot my password, what now?/Which animal runs fastest?}" yes/no
        2|Choose the correct label for the news headline: World, Sports, Business, Sci/Tech. "{Central bank raises rates/Chip maker unveils new processor/Cup final ends in a draw}"
        2|Detect the language of: "{Wo ist der Bahnhof/Dove si trova la stazione/Gdzie jest dworzec}"
        3|Which of these {job applications/leads} should be {accepted, rejected or reviewed/hot, warm or cold}? Reply with one label each.
        2|True or false: does this {message/ad} mention a {discount/deadline}? "{Only until Sunday: two for one/We look forward to your visit}"
        2|Grade the {essay/answer} below as pass or fail using the rubric, label only.
        3|Here are some examples: "love it" -> pos, "awful" -> neg, "meh" -> neutral. Now label: "{could be worse/never again/wow}" ->
        2|Sort these {animals/words} into the groups {mammal, bird, fish/noun, verb, adjective}: {dog, eagle, salmon/run, table, quick}
        3|Given the taxonomy {A hardware, B software, C network/1 claim, 2 complaint, 3 question}, output the code for: {the router blinks red/I want my money back}
        2|is this {email phishing/photo caption sarcastic/sentence grammatical}? one word answer
        3|Flag every clause of the {contract/policy} below as {standard/risky/missing}.
        2|Which department should handle this: {HR, IT or Finance/sales, support or legal}? "{I can't log in since this morning/my payslip is wrong}"
        """;
}
